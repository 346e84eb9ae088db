import type { ConfigValue } from './asterisk-config';
import type { ConfigFile } from './config-files';

/** A section with all its values: its own, those added by `(+)`, and those of its templates. */
export interface ConfigSection {
  readonly name: string;
  readonly values: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

interface OpenSection {
  readonly name: string;
  readonly values: NamedValue[];
  isTemplate: boolean;
}

/**
 * The sections of a file and its includes, as Asterisk combines them: `(+)` adds to the section of that name, `(!)`
 * marks a template, which is no section itself, and a template's values precede the section's own. Names may repeat.
 */
export function sectionsOf(file: ConfigFile): readonly ConfigSection[] {
  const sections: OpenSection[] = [];
  let newest: OpenSection | null = null;

  const walk = (walked: ConfigFile) => {
    // An included file starts in the newest section. After it, its includer continues in its own section.
    let current = newest;
    for (const entry of walked.entries) {
      if (entry.kind === 'section') {
        current = openSection(sections, entry.name, entry.modifiers);
        newest = current;
      } else if (entry.kind === 'value') {
        if (current) addValue(current, entry);
      } else {
        for (const included of entry.files) walk(included);
      }
    }
  };

  walk(file);
  return sections.filter((section) => !section.isTemplate);
}

/** All values of the sections of that name, in order. Asterisk ignores the case of section names. */
export function valuesOf(sections: readonly ConfigSection[], name: string): readonly NamedValue[] {
  return sections.filter((section) => isSameName(section.name, name)).flatMap((section) => section.values);
}

/** The first value of that name in the sections of that name; null when there is none. */
export function firstValue(sections: readonly ConfigSection[], section: string, name: string): string | null {
  return valuesOf(sections, section).find((entry) => isSameName(entry.name, name))?.value ?? null;
}

function openSection(sections: OpenSection[], name: string, modifiers: readonly string[]): OpenSection {
  const find = (wanted: string) => sections.find((section) => isSameName(section.name, wanted));
  const adds = modifiers.some((modifier) => modifier.startsWith('+'));
  const section = (adds ? find(name) : undefined) ?? newSection(sections, name);
  for (const modifier of modifiers) {
    const base = find(modifier);
    if (modifier === '!') section.isTemplate = true;
    else if (!modifier.startsWith('+') && base !== section) section.values.push(...(base?.values ?? []));
  }
  return section;
}

function newSection(sections: OpenSection[], name: string): OpenSection {
  const section: OpenSection = { name, values: [], isTemplate: false };
  sections.push(section);
  return section;
}

function addValue({ values }: OpenSection, { name, value, appends }: ConfigValue): void {
  const last = appends ? values.findLastIndex((earlier) => earlier.name === name) : -1;
  const before = values[last];
  if (before) values[last] = { name, value: `${before.value}${value}`.trim() };
  else values.push({ name, value: value.trim() });
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
