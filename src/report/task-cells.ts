/** A task on one host, by numbers: those of the host and of its result in the data of a report. */
export interface TaskCell {
  readonly host: number
  readonly detail: number
  readonly milliseconds: number
}

/** The cells of a task, which the data of a report has as three numbers each. */
export function* cellsOf(numbers: readonly number[]): Generator<TaskCell> {
  for (let at = 0; at + 2 < numbers.length; at += 3)
    yield { host: numbers[at] ?? 0, detail: numbers[at + 1] ?? 0, milliseconds: numbers[at + 2] ?? 0 }
}
