import type { EnvironmentSetting } from '../../src/config/setting';
import { SETTINGS } from '../../src/config/settings';

/** docs/settings.md, from the same data that the service reads its settings by. */
export function renderSettings(): string {
  const settings: readonly EnvironmentSetting<unknown>[] = Object.values(SETTINGS);
  return `# Settings

<!-- Made by \`npm run docs\` from src/config/settings.ts. Do not edit it by hand. -->

What the service must know before it starts comes from its environment. Each setting can also be in a file: \`<NAME>_FILE\`
names it, and a line break at its end does not count. An empty variable counts as not given. What is not given comes from
FreePBX, where there is one: first \`/etc/freepbx.conf\`, then the table \`freepbx_settings\`.

A setting that is wrong stops the start, with one sentence that names it and exit code 1. So does a name that begins with
\`HOTDESK_\` and is not in this list. Settings that an admin changes while the service runs are in \`/api/v1/settings\`.

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
${secret ? `- Secret: better given as \`${name}_FILE\`, the path of a file that only the service can read\n` : ''}`;
}

function anchor(name: string): string {
  return name.toLowerCase();
}
