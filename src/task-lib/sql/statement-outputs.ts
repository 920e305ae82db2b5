/** What the result has of the statements of a task that may have nothing to do. */
export const QUERIES_OUTPUTS = {
  queries:
    'The SQL statements that the task ran, or would run if this is a dry run, as a list; empty if nothing differed.',
} as const

/** What the result has of the statements and commands of a task for whole databases. */
export const EXECUTED_OUTPUTS = {
  executed_commands:
    'The SQL statements that the task ran, or would run if this is a dry run, as a list; after a dump is written or read, the command line of the program that did it.',
} as const
