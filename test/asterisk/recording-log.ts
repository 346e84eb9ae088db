import type { Log } from '../../src/desk/ports/log';

/** A log that records its lines as text. */
export interface RecordingLog extends Log {
  lines(level: keyof Log): readonly string[];
  all(): string;
}

export function recordingLog(): RecordingLog {
  const kept: { level: keyof Log; line: string }[] = [];
  const at = (level: keyof Log) => (fields: object, message: string) => {
    kept.push({ level, line: `${message} ${JSON.stringify(fields)}` });
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    lines: (level) => kept.filter((each) => each.level === level).map((each) => each.line),
    all: () => kept.map((each) => each.line).join('\n'),
  };
}
