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
  /** Where the last value of each name is in `values`. */
  readonly lastOf: Map<string, number>;
  isTemplate: boolean;
}

interface OpenSections {
  readonly path: string;
  readonly all: OpenSection[];
  /** The first section of each name, in lower case. */
  readonly firstOf: Map<string, OpenSection>;
  /** How many values came from templates. */
  inherited: number;
}

/** Templates of templates multiply. */
const MAX_INHERITED = 1_000_000;

/**
 * The sections of a file and its includes, as Asterisk combines them: `(+)` adds to the section of that name, `(!)`
 * marks a template, which is no section itself, and a template's values precede the section's own. Names may repeat.
 * Errors: templates that multiply beyond a limit.
 */
export function sectionsOf(file: ConfigFile): readonly ConfigSection[] {
  const sections: OpenSections = { path: file.path, all: [], firstOf: new Map(), inherited: 0 };
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
  return sections.all.filter((section) => !section.isTemplate).map(({ name, values }) => ({ name, values }));
}

/** All values of the sections of that name, in order. Asterisk ignores the case of section names. */
export function valuesOf(sections: readonly ConfigSection[], name: string): readonly NamedValue[] {
  return sections.filter((section) => isSameName(section.name, name)).flatMap((section) => section.values);
}

/** The first value of that name in the sections of that name; null when there is none. */
export function firstValue(sections: readonly ConfigSection[], section: string, name: string): string | null {
  return valuesOf(sections, section).find((entry) => isSameName(entry.name, name))?.value ?? null;
}

function openSection(sections: OpenSections, name: string, modifiers: readonly string[]): OpenSection {
  const find = (wanted: string) => sections.firstOf.get(wanted.toLowerCase());
  const adds = modifiers.some((modifier) => modifier.startsWith('+'));
  const section = (adds ? find(name) : undefined) ?? newSection(sections, name);
  for (const modifier of modifiers) {
    if (modifier === '!') section.isTemplate = true;
    else if (!modifier.startsWith('+')) inherit(sections, section, find(modifier));
  }
  return section;
}

function newSection({ all, firstOf }: OpenSections, name: string): OpenSection {
  const section: OpenSection = { name, values: [], lastOf: new Map(), isTemplate: false };
  all.push(section);
  const key = name.toLowerCase();
  if (!firstOf.has(key)) firstOf.set(key, section);
  return section;
}

function inherit(sections: OpenSections, section: OpenSection, base: OpenSection | undefined): void {
  if (base === undefined || base === section) return;
  sections.inherited += base.values.length;
  if (sections.inherited > MAX_INHERITED)
    throw new Error(`The file ${sections.path} has more than 1,000,000 values from templates.`);
  for (const value of base.values) pushValue(section, value);
}

function pushValue({ values, lastOf }: OpenSection, value: NamedValue): void {
  lastOf.set(value.name, values.length);
  values.push(value);
}

function addValue(section: OpenSection, { name, value, appends }: ConfigValue): void {
  const last = (appends ? section.lastOf.get(name) : undefined) ?? -1;
  const before = section.values[last]?.value;
  if (before === undefined) pushValue(section, { name, value: value.trim() });
  // What stands before is trimmed. To trim the whole each time would copy it each time.
  else section.values[last] = { name, value: before === '' ? value.trim() : before + value.trimEnd() };
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
