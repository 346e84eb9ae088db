import { PACKAGE, projectFile } from './project-file';

type Dependencies = Readonly<Record<string, string>>;

const LOCK: { version: string; packages: Record<string, Dependencies> } = JSON.parse(
  projectFile('package-lock.json'),
);

describe('package.json', () => {
  it.each(['dependencies', 'optionalDependencies', 'devDependencies', 'overrides'] as const)(
    'pins each of its %s to one version',
    (kind) => {
      const loose = Object.entries(PACKAGE[kind]).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
      expect(Object.keys(PACKAGE[kind])).not.toHaveLength(0);
      expect(loose).toEqual([]);
    },
  );

  it('supports the Node.js of Debian 12 and every newer one', () => {
    expect(PACKAGE.engines.node).toBe('>=18.19');
  });

  it('has the licence of LICENSE', () => {
    expect(PACKAGE.license).toBe('MIT');
    expect(projectFile('LICENSE')).toMatch(/^MIT License\n\nCopyright \(c\) 2026 the Hotdesk contributors\n/);
  });
});

describe('package-lock.json', () => {
  it('has the version of package.json', () => {
    expect(LOCK.version).toBe(PACKAGE.version);
    expect(LOCK.packages['']?.version).toBe(PACKAGE.version);
  });

  it('contains no download address', () => {
    const addresses = Object.entries(LOCK.packages).filter(([, { resolved }]) => resolved !== undefined);
    expect(addresses).toEqual([]);
    expect(projectFile('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });

  it('contains a checksum of every package', () => {
    const installed = Object.entries(LOCK.packages).filter(([folder]) => folder !== '');
    expect(installed).not.toHaveLength(0);
    expect(installed.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});
