// Who may import whom, as a table, and the judge that holds a file to it.
// Idea: the folder a file lies in decides. Inside a folder files import each other; another folder is reached through
// its door (its index.ts, or a file that the package exports) and only along an arrow of the table.
// Tests and what they share (x.test.ts, x.fixture.ts) may reach anywhere and are not judged.
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { scan, type Use } from './scan.ts'

interface Row {
  /** Folders whose doors this one may use. */
  readonly imports: readonly string[]
  /** Packages from outside. */
  readonly packages?: readonly string[]
  /** May use modules of Node. */
  readonly node?: true
  /** May use `repartee` and `repartee/...`, as any user does. */
  readonly doors?: true
  /** May load modules that a program names at run time. */
  readonly loads?: true
  /** The same call gives the same result: no clocks, no randomness, no timers. */
  readonly pure?: true
}

/** One row per folder of src. The root is `src/index.ts` itself. */
export const TABLE: Readonly<Record<string, Row>> = {
  errors: { imports: [] },
  live: { imports: [] },
  async: { imports: [] },
  wire: { imports: [] },
  jsx: { imports: ['errors'], pure: true },
  kernel: { imports: ['jsx', 'errors'], packages: ['devalue'], pure: true },
  forms: { imports: ['kernel', 'jsx', 'errors'], pure: true },
  dialogs: { imports: ['kernel', 'jsx'], pure: true },
  root: { imports: ['kernel', 'jsx'] },
  client: { imports: ['wire'], loads: true },
  engines: { imports: ['errors'], packages: ['redis'], node: true },
  server: {
    imports: ['kernel', 'jsx', 'live', 'async', 'wire', 'engines', 'errors'],
    packages: ['devalue'],
    node: true,
  },
  ops: { imports: ['live', 'errors'], packages: ['croner', '@opentelemetry/api'], node: true },
  cli: { imports: ['engines', 'errors'], packages: ['devalue'], node: true },
  dashboard: { imports: [], packages: ['@dagrejs/dagre', 'uplot'], doors: true },
  testing: { imports: ['kernel', 'jsx', 'engines', 'server', 'errors'] },
}

/** Programs beside src: they stand where a user stands, and share these folders among themselves. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  examples: ['examples'],
  bench: ['bench', 'examples', 'scripts', 'test'],
}

export interface House {
  /** Files that may be entered from outside their folder, besides every `src/<folder>/index.ts`. */
  readonly doors: ReadonlySet<string>
  /** What users may name: `repartee`, `repartee/live`, ... */
  readonly names: ReadonlySet<string>
}

/** One line per offence: `file:line what it does: the rule`. `file` is relative to the repository, with slashes. */
export function judge(file: string, text: string, house: House): string[] {
  if (/\.(test|fixture)\.tsx?$/.test(file)) return []
  const rule = file.startsWith('src/') ? ruleOfSource(file, house) : ruleOfProgram(file, house)
  return scan(file, text).flatMap(use => {
    const broken = rule(use)
    const what = use.kind === 'moment' ? `uses ${use.name}` : `imports ${use.specifier ?? 'a computed name'}`
    return broken === undefined ? [] : [`${file}:${use.line} ${what}: ${broken}`]
  })
}

/** The rule that a use breaks, or undefined. */
type Rule = (use: Use) => string | undefined

function ruleOfSource(file: string, house: House): Rule {
  const folder = folderOf(file)
  const row = TABLE[folder]
  if (row === undefined) return () => `the import table has no row for src/${folder}`
  return use => {
    if (use.kind === 'moment') return row.pure ? `${folder} is pure; pass it in` : undefined
    const { specifier } = use
    if (specifier === undefined) return row.loads ? undefined : 'name the module as a literal'
    if (specifier.startsWith('.')) return ruleOfPath(file, specifier, folder, row, house)
    if (isBuiltin(specifier)) return row.node ? undefined : `${folder} runs anywhere, without modules of Node`
    if (isOwn(specifier)) {
      if (!row.doors) return 'src imports its folders by path'
      return house.names.has(specifier) ? undefined : 'that is no public door'
    }
    return row.packages?.includes(packageOf(specifier))
      ? undefined
      : `${folder} may use ${list(row.packages ?? [])} of packages`
  }
}

function ruleOfPath(
  file: string,
  specifier: string,
  folder: string,
  row: Row,
  house: House,
): string | undefined {
  const target = posix.join(posix.dirname(file), specifier)
  if (!target.startsWith('src/')) return 'src imports nothing outside src'
  const other = folderOf(target)
  const isDoor = house.doors.has(target) || target === `src/${other}/index.ts`
  if (other === folder) {
    return target === `src/${folder}/index.ts`
      ? 'inside its folder a file imports the file it means, not the door'
      : undefined
  }
  if (!row.imports.includes(other)) return `${folder} may import ${list(row.imports)}`
  return isDoor ? undefined : `${other} is entered through ${other}/index.ts`
}

function ruleOfProgram(file: string, house: House): Rule {
  const home = file.split('/')[0] ?? ''
  const near = PROGRAMS[home] ?? [home]
  return use => {
    if (use.kind === 'moment' || use.specifier === undefined) return undefined
    if (use.specifier.startsWith('.')) {
      const other = posix.join(posix.dirname(file), use.specifier).split('/')[0] ?? ''
      return near.includes(other)
        ? undefined
        : `${home} uses public doors (repartee/...) and paths in ${list(near)}`
    }
    return isOwn(use.specifier) && !house.names.has(use.specifier) ? 'that is no public door' : undefined
  }
}

const folderOf = (file: string): string =>
  file.split('/').length === 2 ? 'root' : (file.split('/')[1] ?? '')
const isOwn = (specifier: string): boolean => specifier === 'repartee' || specifier.startsWith('repartee/')
const list = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '))
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
