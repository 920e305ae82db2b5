import { JinjaError } from './error.ts'

/** The most characters of a text, or items of a list, that an expression makes. */
const MOST = 10_000_000

/** Throws JinjaError if `what` would make a text or a list that is out of reason, before it is made. */
export function mustFit(what: string, size: number): void {
  if (size > MOST) throw new JinjaError(`\`${what}\` would make more than ${MOST} characters or items`)
}
