import type { Desk } from '../../desk/desk';
import type { Extension } from '../../desk/model';
import type { Directory } from '../../desk/ports/directory';
import { createProblem, type Problem } from '../http/problem';

interface FindDeps {
  readonly directory: Pick<Directory, 'extension'>;
  readonly desk: Pick<Desk, 'incompletePbx' | 'isLost'>;
}

/** An extension, or the problem of one that is not there: while FreePBX is incomplete, nobody knows whether it exists. */
export async function findExtension(
  { directory, desk }: FindDeps,
  number: string,
  unknown: Problem,
): Promise<Extension | Problem> {
  if (desk.incompletePbx()) return createProblem('pbx-incomplete');
  const extension = await directory.extension(number);
  if (extension) return extension;
  return (await desk.isLost(number)) ? createProblem('pbx-incomplete') : unknown;
}
