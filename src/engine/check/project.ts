import { existsSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import type { Project, VarsQuery } from '../../authoring/project.ts'
import type { Acting } from '../state/acting.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { readFirst } from '../variables/vars-files.ts'
import { decryptedFile } from './encrypted-files.ts'
import { findInput } from './find-input.ts'
import { describeFile, listDeeply } from './local-files.ts'
import { renderTemplate } from './render-template.ts'
import { valuesAmong } from './values-among.ts'
import { varsInFolder } from './vars-in-folder.ts'

/** The templates and files that a task may read, rendered with the variables that the task sees. */
export function openProject(acting: Acting): Project {
  const { settings, controller } = acting.context.run
  return {
    render: (template, variables, format) =>
      renderTemplate(
        acting,
        { file: findInput(acting, 'template', template), name: template },
        variables ?? {},
        format,
      ),
    template: async path =>
      decryptedFile(await describeFile(findInput(acting, 'template', path)), controller),
    file: async (path, { decrypts = true } = {}) => {
      const file = await describeFile(findInput(acting, 'file', path))
      return decrypts ? decryptedFile(file, controller) : file
    },
    list: async path => listDeeply(findInput(acting, 'file', path)),
    vars: async query => findVars(acting, query),
    variables: async names =>
      withFacts(factsReaderOf(acting.context, acting.step, acting.host), () =>
        valuesAmong(acting.scope, names),
      ),
    resolve: path => (isAbsolute(path) ? path : resolve(settings.projectDir, path)),
  }
}

function findVars(acting: Acting, query: VarsQuery): string[] {
  const { context, step } = acting
  const files =
    query.dir === undefined
      ? [findInput(acting, 'var', query.file ?? '')]
      : varsInFolder(folderOfVars(acting, query.dir), query, step.params.place)
  for (const file of files) readFirst(context.run, [file], step.params)
  return files
}

/** Where Ansible looks for `dir` of `include_vars`: in `vars` of the role, otherwise next to the file with the task. */
function folderOfVars({ step: { place, role } }: Acting, dir: string): string {
  if (!role) return resolve(dirname(place.file), dir)
  const ofRole = resolve(role.path, dir)
  return dir.split('/')[0] === 'vars' && existsSync(ofRole) ? ofRole : resolve(role.path, 'vars', dir)
}
