import type { IncompletePbx } from '../../desk/census/losses';
import type { HealthProblem } from '../ports/health';

/** The problem of a FreePBX that has lost many rows at once. Numbers only: `/readyz` needs no key. */
export function pbxProblem(incomplete: IncompletePbx | null): HealthProblem | null {
  if (!incomplete) return null;
  const lost = incomplete.losses.map(({ part, missing, of }) => `${part} ${missing.length} of ${of}`);
  return {
    code: 'pbx-incomplete',
    message: `FreePBX has lost many rows at once (${lost.join(', ')}), so nobody can log in; running sessions go on.`,
    remedy:
      'Wait for the end of the restore, or repair the tables or voicemail.conf. If the rows are deleted for good, confirm it: ' +
      'POST /api/v1/pbx/confirm.',
  };
}
