import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import {
  errorCode,
  errorCodeOrText,
  errorStack,
  errorText,
  isMissingFile,
  isMissingPath,
} from '../../src/lib/errors';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const missing = thrownBy(() => readFileSync(path.join(__dirname, 'nowhere')));
const behindAFile = thrownBy(() => readFileSync(path.join(__filename, 'nowhere')));

test.each([
  ['an error', new TypeError('it is so'), 'it is so'],
  ['an error of another context', runInNewContext("new Error('it is so')"), 'it is so'],
  [
    'an error with a code and no message',
    Object.assign(new AggregateError([]), { code: 'EHOSTUNREACH' }),
    'EHOSTUNREACH',
  ],
  ['an error without code and message', new AggregateError([]), 'AggregateError'],
  [
    'an error with SQL',
    Object.assign(new Error('insert … 4711'), { sql: 'insert … 4711', code: 'ER_DISK_FULL' }),
    'a statement of the database failed (ER_DISK_FULL)',
  ],
  ['a string', 'it is so', 'it is so'],
  ['undefined', undefined, 'undefined'],
  ['an object with a message', { message: 'it is so' }, '[object Object]'],
])('the text of %s', (_, thrown, text) => {
  expect(errorText(thrown)).toBe(text);
});

test.each([
  ['a failed call', missing, 'ENOENT', 'ENOENT'],
  ['an error without a code', new Error('it is so'), null, 'it is so'],
  ['a code that is a number', { code: 7 }, null, '[object Object]'],
  ['null', null, null, 'null'],
])('the code of %s', (_, thrown, code, codeOrText) => {
  expect([errorCode(thrown), errorCodeOrText(thrown)]).toEqual([code, codeOrText]);
});

test.each([
  ['a file that does not exist', missing, true, true],
  ['a path through a file', behindAFile, false, true],
  ['a folder read as a file', thrownBy(() => readFileSync(__dirname)), false, false],
  ['a value that is not an error', 'ENOENT', false, false],
])('whether %s is missing', (_, thrown, isFile, isPath) => {
  expect([isMissingFile(thrown), isMissingPath(thrown)]).toEqual([isFile, isPath]);
});

test('the stack of an error is known, unless it has SQL', () => {
  expect(errorStack(new Error('it is so'))).toContain('it is so');
  expect(errorStack(Object.assign(new Error('4711'), { sql: '4711' }))).toBeUndefined();
  expect(errorStack('it is so')).toBeUndefined();
});
