import { Secret } from '../../values/secret.ts'
import { UnknownValueError } from '../../values/unknown.ts'
import { attributeOf, itemOf } from './access.ts'
import { arithmetic, isComparisonTrue, negated } from './arithmetic.ts'
import type { Expression, ExpressionOf } from './ast.ts'
import { isTruthy, keyOf } from './compare.ts'
import { CallCompiler } from './compile-call.ts'
import { JinjaError, placeError } from './error.ts'
import type { Evaluate, Frame } from './frame.ts'
import { blocksOf } from './inheritance.ts'
import { mustFit } from './limits.ts'
import { MUTATORS } from './methods.ts'
import { slice } from './slice.ts'
import { describe, pathOf, toText } from './text.ts'
import { EmptyUndefined, Undefined } from './undefined.ts'
import { tuple, used } from './values.ts'

const MAY_BE_MISSING: ReadonlySet<Expression['type']> = new Set(['name', 'attribute', 'item', 'call'])

/** Compiles expressions to JavaScript closures; no code is generated or evaluated. */
export class ExpressionCompiler extends CallCompiler {
  /** Whether a compiled expression calls a method that may change a value, such as `append`. */
  mutates = false

  expression(node: Expression): Evaluate {
    const evaluate = this.#expression(node)
    if (node.type === 'literal') return evaluate
    const { origin } = this
    const mayBeMissing = MAY_BE_MISSING.has(node.type)
    return frame => {
      try {
        const value = evaluate(frame)
        return mayBeMissing && value instanceof Undefined ? value.at(node.at, origin) : value
      } catch (error) {
        throw placeError(error, node.at, origin)
      }
    }
  }

  /** Compiles an expression as a condition. */
  truth(node: Expression): (frame: Frame) => boolean {
    const value = this.expression(node)
    const { origin } = this
    return frame => {
      const found = value(frame)
      if (typeof found === 'boolean') return found
      try {
        return isTruthy(found)
      } catch (error) {
        throw placeError(error, node.at, origin)
      }
    }
  }

  #expression(node: Expression): Evaluate {
    switch (node.type) {
      case 'literal':
        return () => node.value
      case 'name':
        return readName(node.name)
      case 'list':
      case 'tuple': {
        const items = node.items.map(item => this.expression(item))
        return node.type === 'list'
          ? frame => items.map(item => item(frame))
          : frame => tuple(...items.map(item => item(frame)))
      }
      case 'dict':
        return this.#dict(node)
      case 'concat': {
        const items = node.items.map(item => this.expression(item))
        return frame => {
          const texts = items.map(item => toText(item(frame)))
          mustFit(
            '~',
            texts.reduce((sum, text) => sum + text.length, 0),
          )
          return texts.join('')
        }
      }
      case 'not': {
        const truth = this.truth(node.operand)
        return frame => !truth(frame)
      }
      case 'negative':
      case 'positive': {
        const value = this.expression(node.operand)
        return frame => negated(used(value(frame)), node.type === 'negative')
      }
      case 'binary':
        return this.#binary(node)
      case 'compare':
        return this.#compare(node)
      case 'conditional':
        return this.#conditional(node)
      case 'attribute': {
        const target = this.expression(node.target)
        const path = pathOf(node.target)
        if (MUTATORS.has(node.name)) this.mutates = true
        return frame => attributeOf(target(frame), node.name, path)
      }
      case 'item':
        return this.#item(node)
      case 'slice':
        throw new TypeError('the parser returned a slice without a target')
      case 'call':
        return this.call(node)
      case 'filter':
        return this.filter(node)
      case 'test':
        return this.test(node)
    }
  }

  #dict({ pairs }: ExpressionOf<'dict'>): Evaluate {
    const parts = pairs.map(([key, value]) => [this.expression(key), this.expression(value)] as const)
    return frame =>
      Object.fromEntries(
        parts.map(([key, value]) => {
          const found = key(frame)
          const name = keyOf(found)
          if (name === undefined) throw new JinjaError(`${describe(found)} cannot be a key`)
          return [name, value(frame)]
        }),
      )
  }

  #conditional(node: ExpressionOf<'conditional'>): Evaluate {
    const [test, then] = [this.truth(node.test), this.expression(node.then)]
    const otherwise = node.otherwise && this.expression(node.otherwise)
    return frame => {
      if (test(frame)) return then(frame)
      return otherwise ? otherwise(frame) : new EmptyUndefined('the inline `if` is false, and has no `else`')
    }
  }

  #binary({ operator, left, right }: ExpressionOf<'binary'>): Evaluate {
    const [one, other] = [this.expression(left), this.expression(right)]
    if (operator !== 'and' && operator !== 'or')
      return frame => arithmetic(operator, used(one(frame)), used(other(frame)))
    const decides = operator === 'or'
    return frame => {
      try {
        const value = one(frame)
        if (isTruthy(value) === decides) return value
      } catch (error) {
        // If the left side is not known yet, the right side may still determine the result.
        if (!(error instanceof UnknownValueError)) throw error
        const second = unlessWrong(() => other(frame))
        if (second?.isTrue === decides) return second.value
        throw error
      }
      return other(frame)
    }
  }

  #compare({ first, rest }: ExpressionOf<'compare'>): Evaluate {
    const start = this.expression(first)
    const steps = rest.map(({ operator, operand }) => ({ operator, value: this.expression(operand) }))
    return frame => {
      let left = start(frame)
      for (const { operator, value } of steps) {
        const right = value(frame)
        if (!isComparisonTrue(operator, left, right)) return false
        left = right
      }
      return true
    }
  }

  #item({ target, key }: ExpressionOf<'item'>): Evaluate {
    const value = this.expression(target)
    const path = pathOf(target)
    if (key.type === 'slice') {
      const bounds = [key.start, key.stop, key.step].map(bound => bound && this.expression(bound))
      return frame =>
        slice(
          value(frame),
          bounds.map(bound => (bound ? used(bound(frame)) : null)),
        )
    }
    const found = this.expression(key)
    return frame => itemOf(value(frame), found(frame), path)
  }
}

/**
 * Returns the value and its truth, or undefined if evaluating it fails: the value may turn out not to be
 * needed.
 */
function unlessWrong(make: () => unknown): { readonly value: unknown; readonly isTrue: boolean } | undefined {
  try {
    const value = make()
    return { value, isTrue: isTruthy(value) }
  } catch (error) {
    if (error instanceof JinjaError) return undefined
    throw error
  }
}

function readName(name: string): Evaluate {
  if (name === 'self') return frame => (frame.session.blocks.size > 0 ? blocksOf(frame) : frame.find(name))
  return frame => {
    const value = frame.find(name)
    return value instanceof Secret ? value.reveal() : value
  }
}
