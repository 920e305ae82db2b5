import { ofConstant, type Shapes } from '../../src/convert/shapes/expression-shape.ts'
import { ANYTHING, either, listOf, mapOf, type Shape } from '../../src/convert/shapes/shape.ts'
import { isList, isMap } from '../../src/values/plain.ts'

/** Infers the shapes of variables from their values. */
export function shapesOfData(variables: Readonly<Record<string, unknown>>): Shapes {
  return name => (Object.hasOwn(variables, name) ? shapeOfData(variables[name]) : ANYTHING)
}

export function shapeOfData(value: unknown): Shape {
  if (isList(value)) return listOf(either(value.map(shapeOfData)))
  if (!isMap(value)) return ofConstant(value)
  return mapOf(new Map(Object.entries(value).map(([key, part]) => [key, shapeOfData(part)] as const)))
}
