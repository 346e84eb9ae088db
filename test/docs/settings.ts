import { type EnvironmentSetting, SETTINGS } from '../../src/config/settings';

/** docs/settings.md, from the declarations that the service itself reads its settings with. */
export function renderSettings(): string {
  const settings: readonly EnvironmentSetting<unknown>[] = Object.values(SETTINGS);
  return `# Settings

<!-- Made by \`npm run docs\` from src/config/settings.ts. Do not edit it by hand. -->

The service reads these settings from its environment at start. Each can also be in a file: \`<NAME>_FILE\`
is its path, and a line break at its end does not count. An empty variable counts as not set. What is not set comes from
FreePBX, where there is one: first \`/etc/freepbx.conf\`, then the table \`freepbx_settings\`.

An invalid setting stops the start, with one sentence that names it and exit code 1. So does an unknown variable that begins with
\`HOTDESK_\`. Settings that an admin changes while the service runs are in \`/api/v1/settings\`.

| setting | default |
|---|---|
${settings.map(({ name, defaultDoc }) => `| [\`${name}\`](#${anchor(name)}) | ${defaultDoc} |`).join('\n')}

${settings.map(renderSetting).join('\n')}`;
}

function renderSetting({ name, doc, defaultDoc, example, secret }: EnvironmentSetting<unknown>): string {
  return `## ${name}

${doc}

- Default: ${defaultDoc}
- Example: \`${name}=${example}\`
${secret ? `- Secret: better set as \`${name}_FILE\`, the path of a file that only the service can read\n` : ''}`;
}

function anchor(name: string): string {
  return name.toLowerCase();
}
