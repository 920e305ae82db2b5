/** An expected failure of the lab. The message contains what was tried and what to do next. */
export class LabError extends Error {
  override name = 'LabError'
}
