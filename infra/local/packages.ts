import { runCommand } from './command.ts';
import { isRoot } from './machine.ts';

/**
 * Installs Debian packages without starting their services, now or at the next boot: for the time of the installation
 * /usr/sbin/policy-rc.d denies every start (101), and what was there before comes back.
 */
export async function installPackages(packages: readonly string[], logFile: string): Promise<void> {
  const { command, args } = installCommand(packages, isRoot());
  const result = await runCommand(command, args, {
    logFile,
    timeoutSeconds: 600,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (!result.ok) {
    throw new Error(
      `could not install ${packages.join(' ')}; run it yourself: ` +
        `sudo apt-get update && sudo apt-get install --no-install-recommends ${packages.join(' ')}\n` +
        `The end of ${logFile}:\n${result.output}`,
    );
  }
}

export function installCommand(
  packages: readonly string[],
  root: boolean,
): { command: string; args: string[] } {
  const shell = ['sh', '-c', INSTALL, 'install', ...packages];
  return root
    ? { command: shell[0]!, args: shell.slice(1) }
    : { command: 'sudo', args: ['-n', 'DEBIAN_FRONTEND=noninteractive', ...shell] };
}

// One installation at a time, or two would move the policy from under each other. A policy that an earlier, killed
// installation left aside is the real one: it is not overwritten.
const INSTALL = `
exec 9>/run/lock/driftgate-install && flock -w 300 9 || exit 1
policy=/usr/sbin/policy-rc.d
restore() { rm -f $policy; [ ! -e $policy.driftgate ] || mv $policy.driftgate $policy; }
if [ -e $policy ] && [ ! -e $policy.driftgate ]; then mv $policy $policy.driftgate; fi
trap restore EXIT
trap 'exit 1' INT TERM HUP
printf '#!/bin/sh\\nexit 101\\n' > $policy && chmod 755 $policy
install() { apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@" 9>&-; }
install "$@" || { apt-get -q update -o DPkg::Lock::Timeout=120 9>&- && install "$@"; } || exit 1
if [ -d /run/systemd/system ]; then
  for name; do systemctl disable "$name" 2>/dev/null || true; done
fi
`;
