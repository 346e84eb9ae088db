import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { readConfig } from '../../src/app/config';
import { SETTINGS } from '../../src/config/settings';
import { makeCertificate } from '../support/certificates';
import { copiedFromProject, readDockerfile, type Stage } from './dockerfile';
import { entryFile, oldestNode, PACKAGE, PROJECT, projectFile, settingsIn } from './project-file';

const DOCKERFILE = projectFile('Dockerfile');
const [BUILD, RUN] = stages();

function stages(): [Stage, Stage] {
  const [build, run, ...more] = readDockerfile(DOCKERFILE);
  if (build === undefined || run === undefined || more.length > 0) throw new Error('not two stages');
  return [build, run];
}

/** The arguments of all instructions with this name. */
function all(stage: Stage, name: string): string[] {
  return stage.instructions.filter((each) => each.name === name).map(({ rest }) => rest);
}

/** The default settings of the service. */
function defaults() {
  const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return readConfig({}, () => {
    throw missing;
  });
}

describe('Dockerfile', () => {
  it('builds with the build script of package.json', () => {
    expect(all(BUILD, 'RUN')).toEqual(['npm ci --ignore-scripts', 'npm run build']);
    expect(PACKAGE.scripts).toHaveProperty('build');
  });

  it('installs only runtime packages for the run', () => {
    expect(all(RUN, 'RUN')[0]).toMatch(/^npm ci --omit=dev --ignore-scripts\b/);
  });

  it('runs the same file as npm start, without a shell, so that it receives signals', () => {
    expect(all(RUN, 'CMD').map((each) => JSON.parse(each))).toEqual([['node', entryFile()]]);
  });

  it('uses the same, supported Node.js in both stages', () => {
    const major = Number(/^node:(\d+)-slim$/.exec(RUN.image)?.[1]);
    expect(BUILD.image).toBe(RUN.image);
    expect(major).toBeGreaterThan(Number(oldestNode().split('.')[0]));
  });

  it('does not run as root', () => {
    expect(all(RUN, 'USER')).toEqual(['node']);
  });

  it('exposes the two listeners', () => {
    const { phones, admin } = defaults();
    expect(all(RUN, 'EXPOSE')).toEqual([`${phones.port} ${admin.port}`]);
  });

  it('has the data folder in a volume that the service may write to', () => {
    const [volume] = all(RUN, 'VOLUME');
    expect(all(RUN, 'ENV').join(' ').split(' ')).toContain(`HOTDESK_DATA_DIR=${volume}`);
    expect(all(RUN, 'RUN')).toContain(`mkdir ${volume} && chown node:node ${volume}`);
  });

  describe('checks the health of the admin API with Node.js', () => {
    const [check] = all(RUN, 'HEALTHCHECK');
    const [program, ...options] = JSON.parse(/ CMD (\[.+\])$/.exec(check ?? '')?.[1] ?? '[]') as string[];
    const answer = (status: number) => (request: IncomingMessage, response: ServerResponse) =>
      response.writeHead(request.url === '/healthz' ? status : 404).end();

    it.each([
      ['healthy with HTTP', () => createServer(answer(200)), 0],
      ['unhealthy with HTTP', () => createServer(answer(503)), 1],
      [
        'healthy with HTTPS',
        () => createTlsServer(makeCertificate({ names: ['another.example.com'] }), answer(200)),
        0,
      ],
      [
        'unhealthy with HTTPS',
        () => createTlsServer(makeCertificate({ names: ['another.example.com'] }), answer(503)),
        1,
      ],
    ] as const)('%s', async (_title, makeServer, code) => {
      const server = makeServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const child = spawn(program ?? '', options, {
        env: { ...process.env, HOTDESK_ADMIN_PORT: String(port) },
      });
      expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(code);
      server.close();
    });

    it('unhealthy if nothing listens', async () => {
      const child = spawn(program ?? '', options, { env: { ...process.env, HOTDESK_ADMIN_PORT: '1' } });
      expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
    });

    it('on the default port', () => {
      expect(options.join()).toContain(`process.env.HOTDESK_ADMIN_PORT || ${defaults().admin.port}`);
    });
  });

  it('names no unknown setting', () => {
    const known = Object.values(SETTINGS).map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining(settingsIn(DOCKERFILE)));
  });

  it("copies the sources for the build, and the brands' documentation for the run", () => {
    const { include } = JSON.parse(projectFile('tsconfig.build.json'));
    expect(copiedFromProject(BUILD)).toEqual(expect.arrayContaining(include));
    expect(copiedFromProject(RUN)).toEqual(expect.arrayContaining(['package.json', 'phoneapps']));
  });

  it('copies only existing files that .dockerignore does not exclude', () => {
    const copied = new Set([BUILD, RUN].flatMap(copiedFromProject));
    const rules = projectFile('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules[0]).toBe('*');
    expect(rules.slice(1).sort()).toEqual([...copied].map((each) => `!${each}`).sort());
    expect([...copied].filter((each) => !existsSync(path.join(PROJECT, each)))).toEqual([]);
  });
});
