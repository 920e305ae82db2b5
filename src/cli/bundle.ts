// What the build makes one file of: the command line, and what it does not load itself. `dist/index.js` and the build call the rest.

export { main } from './main.ts'

/** The module `drover`. */
export const loadApi = (): Promise<typeof import('../api/index.ts')> => import('../api/index.ts')

/** The declarations of the params of the built-in task types, for the types of the package. */
export async function builtInParams(): Promise<string> {
  const { builtInParamTypes } = await import('../schema/param-types.ts')
  const { openTaskFolders } = await import('../load-task-types.ts')
  return builtInParamTypes(openTaskFolders([]))
}
