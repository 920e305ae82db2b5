import type { Body } from './ast.ts'
import { convert } from './convert.ts'
import { JinjaError } from './error.ts'
import type { Evaluate, Frame, Render } from './frame.ts'
import { Output } from './output.ts'
import { Undefined } from './undefined.ts'
import { type ArgumentValues, Callable, tuple } from './values.ts'

interface Macro {
  readonly name: string
  readonly params: readonly string[]
  /** The defaults of the last params. */
  readonly defaults: readonly Evaluate[]
  readonly body: Body
  readonly render: Render
}

/** Returns a function that creates the macro's value in the scope in which the macro is defined. */
export function makeMacro({ name, params, defaults, body, render }: Macro): (frame: Frame) => Callable {
  const uses = {
    varargs: mentions(body, 'varargs'),
    kwargs: mentions(body, 'kwargs'),
    caller: mentions(body, 'caller'),
  }
  const firstDefault = params.length - defaults.length
  const bind = (inner: Frame, { positional, named }: ArgumentValues): Map<string, unknown> => {
    const rest = named.size === 0 ? NOTHING : new Map(named)
    for (const [index, param] of params.entries()) {
      const fallback = defaults[index - firstDefault]
      if (index < positional.length) inner.set(param, positional[index])
      else if (rest.has(param)) inner.set(param, rest.get(param))
      else if (fallback) inner.set(param, fallback(inner))
      else inner.set(param, new Undefined(`\`${param}\` of the macro \`${name}\` was not given`))
      if (named.size > 0) rest.delete(param)
    }
    return rest
  }
  return frame => {
    const call = (given: ArgumentValues): unknown => {
      const inner = frame.inner()
      const rest = bind(inner, given)
      const caller = rest.get('caller')
      if (uses.caller && !params.includes('caller')) {
        inner.set('caller', caller ?? new Undefined('the macro was not called by a `call` block'))
        if (caller !== undefined) rest.delete('caller')
      }
      if (uses.varargs && !params.includes('varargs'))
        inner.set('varargs', tuple(...given.positional.slice(params.length)))
      else if (given.positional.length > params.length) {
        throw new JinjaError(
          `the macro \`${name}\` takes ${params.length} values, got ${given.positional.length}`,
        )
      }
      const [unknown] = rest.keys()
      if (uses.kwargs && !params.includes('kwargs')) inner.set('kwargs', Object.fromEntries(rest))
      else if (unknown !== undefined)
        throw new JinjaError(`the macro \`${name}\` has no param \`${unknown}\``)
      const out = new Output()
      frame.session.budget.deeper(`macro \`${name}\``, () => render(inner, out))
      return convert(out, frame.session.conversion)
    }
    return new Callable(name, call, {
      name,
      arguments: tuple(...params),
      catch_kwargs: uses.kwargs,
      catch_varargs: uses.varargs,
      caller: uses.caller,
    })
  }
}

/** The named arguments of most calls: none. Never changed. */
const NOTHING = new Map<string, unknown>()

/**
 * Whether the body of a macro uses a variable. Jinja passes `varargs`, `kwargs` and `caller` only to macros
 * that use them.
 */
function mentions(body: unknown, name: string): boolean {
  if (Array.isArray(body)) return body.some(part => mentions(part, name))
  if (typeof body !== 'object' || body === null) return false
  if ('type' in body && body.type === 'name' && 'name' in body && body.name === name) return true
  return Object.values(body).some(part => mentions(part, name))
}
