// The entry point for bundling: the build makes one file of the command line, and loads the other modules from there
// when needed. `dist/index.js` and the build itself call the other exports.

export { main } from './main.ts'

/** Loads the module `drover`, the programming interface. */
export const loadApi = (): Promise<typeof import('../api/index.ts')> => import('../api/index.ts')

/** Returns the type declarations for the params of the built-in task types, for the types of the package. */
export async function builtInParams(): Promise<string> {
  const { builtInParamTypes } = await import('../schema/param-types.ts')
  const { openTaskFolders } = await import('../load-task-types.ts')
  return builtInParamTypes(openTaskFolders([]))
}
