// Schemas of any library that speaks Standard Schema, version 1: as much of that interface as is needed to read a page's
// parameters.
// Invariant: types, and one reading of them. Knows no library.

/** What zod, valibot, arktype and others make. */
export interface Schema<In = unknown, Out = In> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => Outcome<Out> | Promise<Outcome<Out>>
    readonly types?: { readonly input: In; readonly output: Out } | undefined
  }
}

type Outcome<Out> =
  | { readonly value: Out; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] }

export type OutputOf<S extends Schema> = NonNullable<S['~standard']['types']>['output']

/**
 * The parameters of an address, read: those of the path and of the query, where the path's come first and of a repeated name the last
 * counts. Undefined if they are none.
 */
export async function readParams(
  schema: Schema,
  path: Readonly<Record<string, string>>,
  query: string,
): Promise<{ readonly props: unknown } | undefined> {
  const given = { ...Object.fromEntries(new URLSearchParams(query)), ...path }
  const outcome = await schema['~standard'].validate(given)
  return outcome.issues === undefined ? { props: outcome.value } : undefined
}
