/** The key of a result that has the statements for the differences, described. */
export const QUERIES_OUTPUTS = {
  queries:
    'The SQL statements that the task ran, or would run if this is a dry run, as a list; empty if nothing differed.',
} as const

/** The key of a result that has the commands for whole databases, described. */
export const EXECUTED_OUTPUTS = {
  executed_commands:
    'The SQL statements that the task ran, or would run if this is a dry run, as a list; after a dump is written or read, the command line of the program that did it.',
} as const
