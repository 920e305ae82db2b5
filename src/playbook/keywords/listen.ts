import { InputError } from '../../errors.ts'
import { attempt } from '../../yaml/problems.ts'
import type { Reading } from './context.ts'
import type { Keywords } from './keywords.ts'
import { readNames } from './values.ts'

/**
 * Returns the topics of a handler's `listen`. For any step that is not a handler, returns none and adds an error to
 * `problems`.
 */
export function readListen(keywords: Keywords, { isHandlers, problems }: Reading): string[] {
  const listen = keywords.get('listen')
  if (!listen) return []
  if (!isHandlers) {
    problems.push(
      new InputError('only a handler can have `listen`', {
        place: listen.keyPlace,
        hint: 'move the task below `handlers:`, or remove `listen`',
      }),
    )
  }
  const names = attempt(problems, () => readNames('listen', listen.value)) ?? []
  return names.map(name => (name.kind === 'scalar' ? String(name.value) : ''))
}
