/** Returns the quorum of a cluster with that number of voting members. */
export function quorumOf(voters: number): number {
  return Math.floor(voters / 2) + 1
}

/** Whether a cluster still serves without one of its voting members. `serving` are those that serve now. */
export function canSpare(member: string, voters: readonly string[], serving: ReadonlySet<string>): boolean {
  const left = voters.filter(id => id !== member && serving.has(id)).length
  return left >= quorumOf(voters.length)
}
