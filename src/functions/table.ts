import type { Helper } from './helper.ts'
import { LIST_HELPERS } from './lists.ts'
import { LOGIC_HELPERS } from './logic.ts'
import { NUMBER_HELPERS } from './numbers.ts'
import { TEXT_HELPERS } from './texts.ts'

export type { Helper }

/** Every helper of templates by its name; there are no others, and none can be added at run time. */
export const HELPERS: Readonly<Record<string, Helper>> = Object.freeze(
  Object.assign(Object.create(null), LOGIC_HELPERS, TEXT_HELPERS, LIST_HELPERS, NUMBER_HELPERS),
)
