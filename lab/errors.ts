/** An expected failure of the lab: the message says what was tried and what to do next. */
export class LabError extends Error {
  override name = 'LabError'
}
