import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programArguments } from '../../infra/local/arguments.ts';
import { type Program, startProgram } from '../../infra/local/program.ts';
import { commandOf } from './own-command.ts';

/** A Prometheus with this configuration, ready; its files are in `directory`. */
export async function startPrometheus(directory: string, configuration: string): Promise<Program> {
  const config = join(directory, 'prometheus.yml');
  writeFileSync(config, configuration);
  return startProgram({
    name: 'prometheus',
    command: await commandOf('prometheus'),
    directory,
    port: 0,
    args: (port) =>
      programArguments('prometheus', {
        root: process.cwd(),
        port,
        data: join(directory, 'data'),
        prometheusConfig: config,
      }),
    health: '/-/ready',
  });
}
