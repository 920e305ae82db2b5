import type { InputError } from '../errors.ts'
import type { Helper } from '../functions/helper.ts'
import { HELPERS } from '../functions/table.ts'
import type { Call, Mustache } from './ast.ts'
import { type Fault, unknownHelper, valueCount } from './faults.ts'

/**
 * Returns the helper that a call names. If it does not exist, or the call has an unknown option or the wrong number
 * of values, throws the error that `refuse` returns.
 */
export function checkedHelper(
  name: string,
  node: Call | Mustache,
  refuse: (fault: Fault) => InputError,
): Helper {
  const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined
  if (!helper) throw refuse(unknownHelper(name, node))
  const pairs = node.hash?.pairs ?? []
  const strange = pairs.find(({ key }) => !helper.options.includes(key))
  if (strange) {
    const all = helper.options.map(option => `\`${option}=\``).join(', ')
    throw refuse({
      message:
        all === ''
          ? `\`${name}\` takes no named values, got \`${strange.key}=\``
          : `\`${name}\` has no option \`${strange.key}=\``,
      hint: all === '' ? `write \`{{${helper.usage}}}\`` : `its options are ${all}`,
      position: node.loc.start,
    })
  }
  const { length } = node.params
  if (length < helper.least || length > helper.most) {
    throw refuse({
      message: `\`${name}\` takes ${valueCount(helper)}, got ${length}`,
      hint: `write \`{{${helper.usage}}}\``,
      position: node.loc.start,
    })
  }
  return helper
}
