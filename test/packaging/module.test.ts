import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { STOP_LIMIT_MS } from '../../src/app/end-on-signals';
import { SETTINGS } from '../../src/config/settings';
import { entryFile, oldestNode, PACKAGE, projectFile, settingsIn } from './project-file';

const XML = projectFile('module.xml');
const PHP = projectFile('Hotdesk.class.php');

const Hook = z.object({
  class: z.string(),
  namespace: z.string(),
  method: z.array(
    z.object({ callingMethod: z.string(), class: z.string(), namespace: z.string(), '#text': z.string() }),
  ),
});

const Module = z.object({
  rawname: z.string(),
  version: z.string(),
  license: z.string(),
  changelog: z.string(),
  supported: z.object({ version: z.array(z.string()) }),
  depends: z.object({
    version: z.string(),
    phpversion: z.string(),
    engine: z.string(),
    module: z.array(z.string()),
  }),
  description: z.string(),
  hooks: z.object({ framework: z.array(Hook) }),
  console: z.object({ command: z.object({ name: z.string() }) }),
});

function readModule() {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    isArray: (name, path) => name === 'method' || path === 'module.supported.version',
  });
  const root: unknown = parser.parse(XML);
  return z.object({ module: Module.loose() }).parse(root).module;
}

/** The public methods of the class. */
function publicMethods(): string[] {
  return [...PHP.matchAll(/^\tpublic function (\w+)\(/gm)].map(([, name]) => name ?? '');
}

describe('module.xml', () => {
  it('is well-formed', () => {
    expect(XMLValidator.validate(XML)).toBe(true);
  });

  it('has the name, version and licence of package.json, and a changelog entry of that version', () => {
    const { rawname, version, license, changelog } = readModule();
    expect({ name: rawname, version, license }).toEqual({
      name: PACKAGE.name,
      version: PACKAGE.version,
      license: PACKAGE.license,
    });
    expect(changelog).toContain(`*${PACKAGE.version}* `);
  });

  it('is for FreePBX 16 and 17', () => {
    expect(readModule().supported.version).toEqual(['16.0', '17.0']);
  });

  it('declares the FreePBX modules that it uses as dependencies', () => {
    const { depends } = readModule();
    const names = depends.module.map((each) => each.split(' ')[0]);
    expect(names.sort()).toEqual(['core', 'pm2', 'voicemail']);
    expect(depends.engine).toMatch(/^asterisk /);
  });

  it('declares dependencies in a form that FreePBX does not ignore', () => {
    // FreePBX ignores a dependency that it cannot read, such as a version without a point.
    const { depends } = readModule();
    const named = [depends.engine, ...depends.module].filter(
      (each) => !/^[a-z0-9_]+ ge \d+(\.\d+)*$/.test(each),
    );
    expect(named).toEqual([]);
    expect(depends.module.filter((each) => !/\d\.\d/.test(each))).toEqual([]);
    expect(depends.version).toMatch(/^ge \d+\.\d+$/);
    expect(depends.phpversion).toMatch(/^\d+\.\d+$/);
  });

  it('names the Node.js that it needs, and that the distribution of FreePBX 16 has none; so does README.md', () => {
    for (const text of [readModule().description, projectFile('README.md')]) {
      expect(text).toMatch(new RegExp(`Node(\\.js)? ${oldestNode()} or newer`));
      expect(text).toMatch(/distribution of FreePBX 16 has Node(\.js)? 8/);
    }
  });

  it('declares the command of fwconsole, under its name', () => {
    const { name } = readModule().console.command;
    expect(projectFile('Console/Hotdesk.class.php')).toContain(`->setName('${name}')`);
  });

  it('declares no tables, which FreePBX would drop when the module is uninstalled', () => {
    expect(readModule()).not.toHaveProperty('database');
  });

  it('hooks existing methods of the class into start, stop and chown of FreePBX', () => {
    const hooks = readModule().hooks.framework.map(({ class: name, namespace, method }) => ({
      of: `${namespace}\\${name}`,
      calls: method.map((each) => [each.callingMethod, `${each.namespace}\\${each.class}`, each['#text']]),
    }));
    const ours = 'FreePBX\\modules\\Hotdesk';
    expect(hooks).toEqual([
      { of: 'FreePBX\\Console\\Command\\Start', calls: [['postAsteriskHooks', ours, 'startFreepbx']] },
      { of: 'FreePBX\\Console\\Command\\Stop', calls: [['preAsteriskHooks', ours, 'stopFreepbx']] },
      { of: 'FreePBX\\Console\\Command\\Chown', calls: [['fwcChownFiles', ours, 'chownFreepbx']] },
    ]);
    expect(publicMethods()).toEqual(expect.arrayContaining(['startFreepbx', 'stopFreepbx', 'chownFreepbx']));
  });
});

describe('Hotdesk.class.php', () => {
  // Root runs it, in a folder where the user of Asterisk may put a link in place of what root has just made.
  it('follows no link when it changes an owner or a mode', () => {
    expect(PHP).toMatch(/\blchown\(/);
    expect(PHP).toMatch(/\blchgrp\(/);
    expect(PHP.match(/(?<!\w)(?:chown|chgrp|chmod)\(/g)).toBeNull();
  });

  it('is the class that FreePBX looks for', () => {
    expect(PHP).toMatch(/^namespace FreePBX\\modules;$/m);
    expect(PHP).toMatch(/^class Hotdesk extends \\FreePBX_Helpers implements \\BMO \{$/m);
  });

  it('has the methods that older and newer versions of FreePBX require', () => {
    const demanded = ['install', 'uninstall', 'backup', 'restore', 'doConfigPageInit'];
    expect(publicMethods()).toEqual(expect.arrayContaining(demanded));
  });

  it('starts the file that npm start runs, and has the path of the command line', () => {
    expect(PHP).toContain(`ENTRY = __DIR__ . '/${entryFile()}';`);
    expect(PHP).toContain(`COMMAND_LINE = __DIR__ . '/${PACKAGE.bin.hotdesk}';`);
  });

  it('refuses exactly the Node.js versions that package.json refuses', () => {
    expect(PHP).toContain(`OLDEST_NODE = '${oldestNode()}';`);
  });

  it('lets pm2 wait until the service has stopped, before it kills the process', () => {
    const [, milliseconds] = /KILL_TIMEOUT = '(\d+)';/.exec(PHP) ?? [];
    const [, seconds] = /STOP_SECONDS = (\d+);/.exec(PHP) ?? [];
    expect(Number(milliseconds)).toBeGreaterThan(STOP_LIMIT_MS);
    expect(Number(seconds) * 1_000).toBeGreaterThan(Number(milliseconds));
    expect(PHP).toContain("'kill_timeout' => self::KILL_TIMEOUT");
  });

  // What it does not have, it cannot show.
  it('has no setting of the admin: it hands on the names of their file and of the data folder', () => {
    const given = [...PHP.matchAll(/'(HOTDESK_\w+)' =>/g)].map(([, name]) => name);
    expect(given.sort()).toEqual(['HOTDESK_DATA_DIR', 'HOTDESK_ENV_FILE']);
    expect(PHP).not.toMatch(/\b(file_get_contents|file|fopen|parse_ini_\w+|readfile)\(/);
  });

  it('names no unknown setting', () => {
    const known = Object.values(SETTINGS).map(({ name }) => name);
    expect(settingsIn(PHP)).not.toHaveLength(0);
    expect(known).toEqual(expect.arrayContaining(settingsIn(PHP)));
  });
});

describe('Backup.php and Restore.php', () => {
  it.each(['Backup', 'Restore'])('%s is the class that FreePBX looks for, of its base class', (name) => {
    const php = projectFile(`${name}.php`);
    expect(php).toMatch(/^namespace FreePBX\\modules\\Hotdesk;$/m);
    expect(php).toMatch(
      new RegExp(`^class ${name} extends \\\\FreePBX\\\\modules\\\\Backup\\\\${name}Base \\{$`, 'm'),
    );
  });
});
