/** Descriptions of the outputs that `commandOutputs` returns. */
export const ANSWER_OUTPUTS = {
  rc: 'The exit status of the command; 0 if it was skipped.',
  stdout: 'The output of the command; if it was skipped, the reason or an empty text.',
  stderr: 'The error output of the command.',
  stdout_lines: 'The lines of `stdout`, as a list.',
  stderr_lines: 'The lines of `stderr`, as a list.',
} as const

/** Descriptions of the outputs of a task that runs a command. */
export const COMMAND_OUTPUTS = {
  cmd: 'The command, as a text or a list of words.',
  ...ANSWER_OUTPUTS,
  start: 'When the command began, in local time, such as `2026-11-23 14:03:01.250000`.',
  end: 'When the command ended, in the same form.',
  delta: 'How long the command took, such as `0:00:01.250000`.',
} as const
