/** Asks before each task whether it is to be run (`--step`). */
export interface Stepping {
  /** False once the answer was to continue without questions. */
  readonly isAsking: boolean
  /** Asks whether to run what is named; false as well once the run is stopped. Questions are asked one after the other. */
  readonly confirm: (task: string) => Promise<boolean>
}
