import { JinjaError } from './error.ts'

const MOST_CHARACTERS = 10_000_000
const MOST_ITEMS = 1_000_000

/** Throws JinjaError if `what` would create a string that is too long. Called before the string is created. */
export function mustFit(what: string, characters: number): void {
  if (characters > MOST_CHARACTERS)
    throw new JinjaError(`\`${what}\` would make a text of more than ${MOST_CHARACTERS} characters`)
}

/** Throws JinjaError if `what` would create a list that is too long. Called before the list is created. */
export function mustFitList(what: string, items: number): void {
  if (items > MOST_ITEMS)
    throw new JinjaError(`\`${what}\` would make a list of more than ${MOST_ITEMS} items`)
}
