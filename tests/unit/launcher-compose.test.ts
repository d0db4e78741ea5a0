import { readFileSync } from 'node:fs';

const compose = readFileSync('infra/docker-compose.yml', 'utf8');

test('every image of Compose is pinned to a full version', () => {
  const images = [...compose.matchAll(/^ +image: (.+)$/gm)].map((match) => match[1]);
  expect(images).toHaveLength(6);
  // PostgreSQL's versions have two numbers.
  for (const image of images) expect(image).toMatch(/^postgres:\d+\.\d+$|:v?\d+\.\d+\.\d+$/);
});

test('every port of Compose is bound to 127.0.0.1 and can be changed', () => {
  const ports = [...compose.matchAll(/^ +ports: (.+)$/gm)].map((match) => match[1]);
  expect(ports).toHaveLength(6);
  for (const port of ports) expect(port).toMatch(/^\["127\.0\.0\.1:\$\{DRIFTGATE_[A-Z]+_PORT:-\d+\}:\d+"\]$/);
});

test('the container image and Compose run the same Pushgateway', () => {
  const [, version] = /prom\/pushgateway:(\S+)/.exec(compose) ?? [];
  expect(readFileSync('pushgateway/Dockerfile', 'utf8')).toContain(`FROM prom/pushgateway:${version}\n`);
});
