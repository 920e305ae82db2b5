/**
 * Lets a question be asked before it is certain that its answer is needed, so that it travels with the questions which decide that.
 * Its error is thrown only where the answer is awaited.
 */
export function askEarly<T>(asked: Promise<T>): Promise<T> {
  asked.catch(() => {})
  return asked
}
