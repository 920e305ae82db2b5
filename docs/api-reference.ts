import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type ClassDeclaration,
  type FunctionDeclaration,
  type InterfaceDeclaration,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import {
  API,
  type Checker,
  type Symbol as ModuleSymbol,
  type Project,
  SymbolFlags,
} from 'typescript/unstable/sync'

/** One export of a module, as its page shows it. */
export interface ApiEntry {
  readonly name: string
  readonly kind: 'function' | 'class' | 'type'
  /** The docstring; empty where there is none. */
  readonly text: string
  /** TypeScript, without bodies. */
  readonly signature: string
}

const MODULES = [
  {
    name: 'drover',
    file: 'src/api/index.ts',
    about: 'The module for programs that [run playbooks](programs.md).',
  },
  {
    name: 'drover/task',
    file: 'src/authoring/task.ts',
    about: 'What a file in `tasks/` imports.',
  },
  {
    name: 'drover/inventory',
    file: 'src/authoring/inventory.ts',
    about: 'What an inventory in TypeScript imports.',
  },
  {
    name: 'drover/playbook',
    file: 'src/authoring/playbook.ts',
    about: 'What a [playbook in TypeScript](typed-playbooks.md) imports.',
  },
  {
    name: 'drover/testing',
    file: 'src/authoring/testing.ts',
    about: 'What the tests of a task type import.',
  },
]

const TITLES = { function: 'Functions', class: 'Classes', type: 'Types' }

/** The page of the API, made from the docstrings of the modules that authors import. */
export function apiReference(): string {
  return [
    '# API',
    '',
    '`npm run docs` generates this page from the sources. [Writing a task type](writing-tasks.md) shows how the parts work together.',
    '',
    ...apiModules().flatMap(({ name, about, entries }) => [
      ...[`## ${name}`, '', about, ''],
      ...(['function', 'class', 'type'] as const).flatMap(kind => {
        const chosen = entries.filter(entry => entry.kind === kind)
        return chosen.length === 0 ? [] : [`### ${TITLES[kind]}`, '', ...chosen.flatMap(entryLines)]
      }),
    ]),
  ].join('\n')
}

/** What these modules export, in order of name. `z` is zod's, and is documented there. */
export function apiModules(): { name: string; about: string; entries: readonly ApiEntry[] }[] {
  const api = new API({ cwd: resolve('.') })
  try {
    const [project] = api.updateSnapshot({ openProjects: [resolve('tsconfig.types.json')] }).getProjects()
    if (!project) throw new Error('tsconfig.types.json is no project')
    return MODULES.map(({ name, file, about }) => ({ name, about, entries: entriesOf(project, file) }))
  } finally {
    api.close()
  }
}

function entriesOf(project: Project, file: string): ApiEntry[] {
  const { checker, program } = project
  const source = program.getSourceFile(resolve(file))
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${file} is no module of tsconfig.types.json`)
  const exported = checker.getExportsOfModule(module)
  const names = new Set(exported.map(({ name }) => name))
  return exported
    .filter(({ name }) => name !== 'z')
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1))
    .map(symbol => {
      const real = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      const node = real.declarations[0]?.resolve(project)
      if (!node) throw new Error(`${symbol.name} is declared nowhere`)
      const text = real.getDocumentationComment(checker).trim()
      return { name: symbol.name, text, ...shapeOf(project, node, names) }
    })
}

function shapeOf(
  project: Project,
  node: Node,
  exported: ReadonlySet<string>,
): Pick<ApiEntry, 'kind' | 'signature'> {
  if (node.kind === SyntaxKind.FunctionDeclaration)
    return { kind: 'function', signature: functionText(project.checker, node as FunctionDeclaration) }
  if (node.kind === SyntaxKind.ClassDeclaration)
    return { kind: 'class', signature: classText(node as ClassDeclaration) }
  if (node.kind === SyntaxKind.InterfaceDeclaration)
    return { kind: 'type', signature: interfaceText(project, node as InterfaceDeclaration, exported) }
  if (node.kind === SyntaxKind.VariableDeclaration)
    return { kind: 'function', signature: node.getText().split(' = ')[0] ?? '' }
  return { kind: 'type', signature: declared(node.getText()) }
}

/** Without its body; a return type that is not written is zod's, of which the name says enough. */
function functionText(checker: Checker, node: FunctionDeclaration): string {
  const head = upTo(node, node.body)
  if (node.type) return head
  const signature = checker.getSignatureFromDeclaration(node)
  const returned = signature && checker.getReturnTypeOfSignature(signature)
  const name = returned ? checker.typeToString(returned, node).replace(/<.*$/s, '<…>') : 'unknown'
  return `${head}: ${name.startsWith('Zod') ? `z.${name}` : name}`
}

/** The public members, without their bodies. */
function classText(node: ClassDeclaration): string {
  const members = node.members.flatMap(member => {
    const { name, body } = member as { readonly name?: Node; readonly body?: Node }
    const isHidden = name !== undefined && /^[#[]/.test(name.getText())
    return isHidden ? [] : [withComment(member, upTo(member, body))]
  })
  const head = node.getText().slice(0, node.getText().indexOf('{')).trim()
  return `${declared(head)} {\n${members.join('\n')}\n}`
}

/** The members, those of a base that is not exported among them. */
function interfaceText(project: Project, node: InterfaceDeclaration, exported: ReadonlySet<string>): string {
  const heritage = (node.heritageClauses ?? []).flatMap(({ types }) => [...types])
  const hidden = heritage.filter(({ expression }) => !exported.has(expression.getText()))
  const shown = heritage.filter(each => !hidden.includes(each)).map(each => each.getText())
  const typed = (node.typeParameters ?? []).map(each => each.getText()).join(', ')
  const head = `interface ${node.name.getText()}${typed === '' ? '' : `<${typed}>`}`
  const inherited = hidden.flatMap(({ expression }) =>
    membersOf(baseOf(project, expression), project, exported),
  )
  const clause = shown.length > 0 ? ` extends ${shown.join(', ')}` : ''
  const members = [...inherited, ...node.members.map(member => withComment(member, member.getText()))]
  return `${head}${clause} {\n${members.join('\n')}\n}`
}

function membersOf(node: InterfaceDeclaration, project: Project, exported: ReadonlySet<string>): string[] {
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) => [...types])
  return [
    ...bases.flatMap(({ expression }) => membersOf(baseOf(project, expression), project, exported)),
    ...node.members.map(member => withComment(member, member.getText())),
  ]
}

function baseOf(project: Project, expression: Node): InterfaceDeclaration {
  const symbol = project.checker.getSymbolAtLocation(expression)
  const real = symbol && resolved(project.checker, symbol)
  const node = real?.declarations[0]?.resolve(project)
  if (node?.kind !== SyntaxKind.InterfaceDeclaration)
    throw new Error(`${expression.getText()} is no interface`)
  return node as InterfaceDeclaration
}

function resolved(checker: Checker, symbol: ModuleSymbol): ModuleSymbol {
  return symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** The text of a declaration up to its body, if it has one. */
function upTo(node: Node, body: Node | undefined): string {
  const text = body ? node.getText().slice(0, body.getStart() - node.getStart()) : node.getText()
  return declared(text.trim())
}

function declared(text: string): string {
  return text.replace(/^export (default )?/, '').trim()
}

/** A member with its docstring, indented by two. */
function withComment(member: Node, text: string): string {
  const [comment = ''] =
    /\/\*\*.*?\*\//s.exec(member.getFullText().slice(0, member.getStart() - member.getFullStart())) ?? []
  const lines = [...(comment === '' ? [] : comment.split('\n')), ...text.split('\n')].map(line =>
    line.trimEnd(),
  )
  const depth = Math.min(
    ...text
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map(line => line.search(/\S/)),
    2,
  )
  return lines
    .map((line, nth) => (nth === 0 || !line.startsWith(' ') ? `  ${line}` : line.slice(depth - 2)))
    .join('\n')
}

function entryLines({ name, text, signature }: ApiEntry): string[] {
  return [`#### ${name}`, '', '```ts', signature, '```', '', ...(text === '' ? [] : [text, ''])]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(import.meta.dirname, 'api.md'), apiReference())
}
