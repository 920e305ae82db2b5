import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from '../../src/authoring/project.ts'
import { Scope } from '../../src/evaluation/scope.ts'
import { compileTemplate } from '../../src/templates/template.ts'
import { noProject } from './contract.ts'

/** A project that only contains the templates of one folder. They are rendered as in a run. */
export function projectWithTemplates(folder = 'templates'): Project {
  return {
    ...noProject,
    render: async (name, variables = {}, format) => {
      const file = join(folder, name)
      const place = { file, line: 1, column: 1 }
      const template = compileTemplate(readFileSync(file, 'utf8'), place, {
        isWholeFile: true,
        lineEnd: format?.lineEnd,
      })
      const values = Object.entries(variables).map(([key, value]) => [key, { value }] as const)
      return Scope.of([new Map(values)]).renderFile(template)
    },
  }
}
