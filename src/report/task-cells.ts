/** The result of a task on one host: the number of the host and the index of the result in the report data. */
export interface TaskCell {
  readonly host: number
  readonly detail: number
  readonly milliseconds: number
}

/** Returns the cells of a task, which the report data stores as three numbers each. */
export function* cellsOf(numbers: readonly number[]): Generator<TaskCell> {
  for (let at = 0; at + 2 < numbers.length; at += 3)
    yield { host: numbers[at] ?? 0, detail: numbers[at + 1] ?? 0, milliseconds: numbers[at + 2] ?? 0 }
}
