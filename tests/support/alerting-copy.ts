import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uncommented } from './commented.ts';
import { sixtieth } from './sixtieth.ts';

export interface Receivers {
  /** `host:port` of a mail server, as Alertmanager sees it. */
  smtp: string;
  smtpPassword: string;
  /** `http://host:port` of what takes the posts of Slack, SNS and the webhook, at a path of each. */
  http: string;
  /** Where Alertmanager finds the folder that is written here. */
  seenAs: (folder: string) => string;
}

/**
 * The project's rules and Alertmanager's configuration in a new folder, with every receiver switched on and at these
 * addresses, and durations of a sixtieth.
 * @returns the folders for the launcher
 */
export function alertingCopy(
  directory: string,
  receivers: Receivers,
): { rules: string; alertmanager: string } {
  const { smtp, smtpPassword, http, seenAs } = receivers;
  const rules = join(directory, 'rules');
  const alertmanager = join(directory, 'alertmanager');
  cpSync('infra/prometheus', rules, { recursive: true });
  const filter = (file: string) => !file.includes('secrets'); // somebody's own
  cpSync('infra/alertmanager', alertmanager, { recursive: true, filter });
  rewrite(join(rules, 'alerts.yml'), (text) => sixtieth(text, ['for', 'keep_firing_for']));
  rewrite(join(alertmanager, 'alertmanager.yml'), (text) =>
    replaced(sixtieth(uncommented(text), ['group_wait', 'group_interval', 'repeat_interval']), [
      ['smtp.example.com:587', smtp],
      ['smtp_require_tls: true', 'smtp_require_tls: false'], // the mail server is on this machine
      ['/etc/alertmanager/secrets', `${seenAs(alertmanager)}/secrets`],
      ['http://127.0.0.1:5001/alerts', `${http}/webhook`],
      ['topic_arn:', `api_url: ${http}/sns\n        topic_arn:`],
      ['region: eu-central-1', 'region: eu-central-1, access_key: key, secret_key: secret'],
    ]),
  );
  mkdirSync(join(alertmanager, 'secrets'));
  writeFileSync(join(alertmanager, 'secrets/slack-url'), `${http}/slack`);
  writeFileSync(join(alertmanager, 'secrets/smtp-password'), smtpPassword);
  return { rules, alertmanager };
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function replaced(text: string, pairs: readonly [from: string, to: string][]): string {
  return pairs.reduce((current, [from, to]) => {
    if (!current.includes(from)) throw new Error(`alertmanager.yml: expected to find ${from}`);
    return current.replaceAll(from, to);
  }, text);
}
