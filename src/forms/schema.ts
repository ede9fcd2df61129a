// What a schema library offers to strangers: the interface of Standard Schema, version 1 (standardschema.dev), as far as forms
// need it, declared here so that nobody depends on a package of types. zod, valibot, arktype and others have it built in.
import { ReparteeError } from '../errors/index.ts'

/** A schema of any library that keeps Standard Schema 1. */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    /** The library's name. */
    readonly vendor: string
    readonly validate: (value: unknown) => Verdict<Output> | Promise<Verdict<Output>>
    /** For the compiler; no library fills it in. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** No issues: it fits, and `value` is what the schema made of it. A verdict with issues may carry a value, too. */
export type Verdict<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] }

export interface Issue {
  readonly message: string
  /** Keys from the outside in; some libraries wrap each in an object. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

type Types<S extends Schema> = NonNullable<S['~standard']['types']>
/** What is to be sent, by the schema. */
export type InputOf<S extends Schema> = Types<S>['input']
/** What the schema makes of it. */
export type OutputOf<S extends Schema> = Types<S>['output']

/** arktype's schemas are functions, so this asks for the property alone. */
export function mustBeSchema(schema: unknown): void {
  const standard = (schema as Partial<Schema> | null | undefined)?.['~standard']
  if (typeof standard?.validate === 'function') return
  throw new ReparteeError('bad-argument', {
    what: 'A form was given something that is no schema',
    expected: 'a schema with Standard Schema built in, e.g. of zod 3.24, valibot 1, arktype 2 or later',
    got: schema === null ? 'null' : typeof schema,
    try: 'check the import: a module that imports itself in a circle sees undefined',
  })
}
