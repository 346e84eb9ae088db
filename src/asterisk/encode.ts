import { AmiInjectionError } from './errors';

/** An action for Asterisk. `variables` become `Variable: name=value` lines. */
export interface AmiAction {
  readonly action: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** An action whose answer is a list. */
export interface AmiListAction extends AmiAction {
  /** The headers of each item that are kept; by default all. For lists that may be long. */
  readonly keep?: readonly string[];
}

/** The shape that asterisk-manager takes. */
export type EncodedAction = Record<string, string | Record<string, string>>;

const HEADER_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9_()-]*$/;

/** Measured: Asterisk drops the rest of a longer line and reads what follows as a new action. */
const MAX_LINE_BYTES = 1022;

/**
 * Encodes an action so that exactly this one action is sent. Invalid values are rejected, never cleaned.
 * @throws AmiInjectionError when a name or value could be read as another header or action
 */
export function encodeAction(action: AmiAction, actionId: string): EncodedAction {
  const encoded: EncodedAction = {
    action: checkedValue('Action', action.action),
    actionid: checkedValue('ActionID', actionId),
  };
  for (const [name, value] of Object.entries(action.headers ?? {})) {
    const key = checkedName(name);
    if (Object.hasOwn(encoded, key)) {
      throw new AmiInjectionError(`duplicate header ${name}`);
    }
    encoded[key] = checkedValue(name, value);
  }
  if (action.variables) {
    if (Object.hasOwn(encoded, 'variable')) throw new AmiInjectionError('duplicate header Variable');
    encoded.variable = checkedVariables(action.variables);
  }
  return encoded;
}

function checkedName(name: string): string {
  if (!HEADER_NAME.test(name)) {
    throw new AmiInjectionError(`invalid AMI header name: ${JSON.stringify(name.slice(0, 40))}`);
  }
  return name.toLowerCase();
}

/** Whether `encodeAction` accepts this value of a header. */
export function isHeaderValue(name: string, value: string): boolean {
  return problemOfValue(name, value) === null;
}

function checkedValue(name: string, value: string): string {
  const problem = problemOfValue(name, value);
  if (problem !== null) throw new AmiInjectionError(problem);
  return value;
}

/** The text leaves out the value: it may be a secret. */
function problemOfValue(name: string, value: string): string | null {
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return `the value of ${name} contains a control character`;
  const isTooLong = Buffer.byteLength(`${name}: ${value}`) > MAX_LINE_BYTES;
  return isTooLong ? `the value of ${name} exceeds the length of an AMI line` : null;
}

/** Asterisk splits variables at commas and strips quotes and backslashes. */
function checkedVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (!VARIABLE_NAME.test(name)) {
        throw new AmiInjectionError(`invalid variable name: ${JSON.stringify(name.slice(0, 40))}`);
      }
      if (/[,"\\]/.test(value)) {
        throw new AmiInjectionError(`the value of the variable ${name} contains a comma, quote or backslash`);
      }
      checkedValue('Variable', `${name}=${value}`);
      return [name, value];
    }),
  );
}
