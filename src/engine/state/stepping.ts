/** Asks the user before each task whether to run it (`--step`). */
export interface Stepping {
  /** False once the user has chosen to continue without further questions. */
  readonly isAsking: boolean
  /**
   * Asks whether to run the named task, after earlier questions are answered. Resolves to false too if the run is
   * stopped.
   */
  readonly confirm: (task: string) => Promise<boolean>
}
