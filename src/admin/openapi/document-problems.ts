import type { ZodOpenApiResponsesObject } from 'zod-openapi';
import { PROBLEMS, type ProblemCode } from '../http/problem';
import { problemResponse } from '../schemas/common';

/** The problem responses of an operation: one per status, with its codes. */
export function documentProblems(codes: readonly ProblemCode[]): ZodOpenApiResponsesObject {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, same]) => [
        String(status),
        {
          description: same.map((code) => `\`${code}\`: ${PROBLEMS[code].detail}`).join('\n\n'),
          content: { 'application/problem+json': { schema: problemResponse } },
        },
      ]),
  );
}
