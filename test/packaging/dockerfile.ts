/** One instruction of a Dockerfile, such as `USER node`. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** One stage of a Dockerfile: its FROM and what follows up to the next one. */
export interface Stage {
  readonly image: string;
  readonly instructions: readonly Instruction[];
}

/** Reads the stages of a Dockerfile with one instruction per line. Errors: a line that is no instruction. */
export function readDockerfile(text: string): Stage[] {
  const stages: { image: string; instructions: Instruction[] }[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) throw new Error(`not an instruction: ${line}`);
    if (name === 'FROM') stages.push({ image: rest.split(' ')[0] ?? '', instructions: [] });
    else if (stages.length === 0) throw new Error(`before the first FROM: ${line}`);
    else stages.at(-1)?.instructions.push({ name, rest });
  }
  return stages;
}

/** The files and folders that a stage copies from the project, without copies from another stage. */
export function copiedFromProject(stage: Stage): string[] {
  return stage.instructions
    .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from='))
    .flatMap(({ rest }) => rest.split(' ').slice(0, -1));
}
