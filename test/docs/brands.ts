import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BRANDS } from '../../phoneapps';
import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Brand, Model } from '../../src/phones/brands/brand';

/** docs/brands.md, from the data of all brands and their limitations.md. */
export const brandsDocument = { file: 'docs/brands.md', render: renderBrands };

const root = path.resolve(__dirname, '../..');

function renderBrands(): string {
  return `# Brands

<!-- Made by \`npm run docs\` from phoneapps/. Do not edit it by hand. -->

What each brand and model can do; \`GET /api/v1/brands\` says the same to programs. A model that is not listed is served as
an unknown model of its brand: it can log in, with conservative numbers. *Inferred* is what no document of the vendor
says: it works with the simulator, which behaves as the documents say, and is not yet tested on physical phones.

| brand | id | models | login on the phone | without a restart | keeps its URL | HTTP login |
|---|---|---|---|---|---|---|
${BRANDS.map(overviewRow).join('\n')}

*Without a restart*: whether the phone takes new settings without restarting, by its best apply method. *Keeps its URL*: whether the
token can be demanded everywhere (\`requireToken\`).

${BRANDS.map(section).join('\n')}`;
}

function overviewRow(brand: Brand): string {
  const models = Object.values(brand.models);
  const cells = [
    `[${brand.name}](#${anchor(brand.name)})`,
    `\`${brand.id}\``,
    String(models.length),
    brand.screens ? 'yes' : 'no: by REST',
    withoutRestart(models.length > 0 ? models : [brand.unknownModel]),
    brand.keepsUrl ? 'yes' : 'no',
    brand.httpAuth,
  ];
  return `| ${cells.join(' | ')} |`;
}

function withoutRestart(models: readonly Model[]): string {
  const quiet = models.filter(({ apply }) => apply[0]?.reboots === false).length;
  if (quiet === models.length) return 'yes';
  return quiet === 0 ? 'no' : `${quiet} of ${models.length} models`;
}

function section(brand: Brand): string {
  const rows = [...Object.entries(brand.models), ['any other', brand.unknownModel] as const];
  return `## ${brand.name}

| model | accounts | line keys | soft keys | fields per form | apply methods |
|---|---|---|---|---|---|
${rows.map(([name, model]) => modelRow(name, model)).join('\n')}

${limitations(brand.id)}`;
}

function modelRow(name: string, { accounts, lineKeys, softKeys, formFields, apply }: Model): string {
  const cells = [
    name,
    accounts,
    lineKeys,
    softKeys,
    formFields ?? '–',
    apply.map(methodText).join(', then '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function methodText({ kind, event, reboots }: ApplyMethod): string {
  const methods = {
    notify: `NOTIFY \`${event}\``,
    http: 'HTTP call',
    poll: 'polling',
    restart: 'restart by hand',
  };
  const name = methods[kind];
  return reboots && kind !== 'restart' ? `${name} (restarts)` : name;
}

/** The brand's limitations.md, with its headings one level deeper. */
function limitations(id: string): string {
  const page = readFileSync(path.join(root, 'phoneapps', id, 'limitations.md'), 'utf8');
  return page.replace(/^# .*\n+/, '').replace(/^##/gm, '###');
}

function anchor(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
