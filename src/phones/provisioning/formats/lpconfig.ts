import type { Parameters } from '../../brands/parameters';
import { addText, xmlBytes, xmlDocument } from './xml';

const NAMESPACE = 'http://www.linphone.org/xsds/lpconfig.xsd';

/** Linphone's remote provisioning XML. Parameters are named `section/entry`; each overwrites the client's value. */
export function writeLpconfig(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const config = document.ele(NAMESPACE, 'config');
  for (const [section, entries] of bySection(parameters)) {
    const element = config.ele(NAMESPACE, 'section', { name: section });
    for (const [name, value] of entries)
      addText(element.ele(NAMESPACE, 'entry', { name, overwrite: 'true' }), value);
  }
  return xmlBytes(document);
}

function bySection(parameters: Parameters): Map<string, [string, string][]> {
  const sections = new Map<string, [string, string][]>();
  for (const [path, value] of parameters) {
    const slash = path.indexOf('/');
    const section = path.slice(0, slash);
    const entries = sections.get(section) ?? [];
    entries.push([path.slice(slash + 1), value]);
    sections.set(section, entries);
  }
  return sections;
}
