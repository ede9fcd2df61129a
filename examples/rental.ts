// What there is to know of a rental, in three parts that are asked one after another.
import * as z from 'zod'

export const Person = z.object({
  name: z.string().trim().min(2, 'Your name, please.'),
  email: z.email('An address to write to, please.'),
})
export const Time = z.object({
  day: z.iso.date('On which day?'),
  hours: z.number('For how long?').min(1, 'An hour at least.').max(12, 'Twelve hours at most.'),
})
export const Bicycle = z.object({
  kind: z.enum(['city', 'cargo', 'tandem'], 'Choose one.'),
  helmet: z.enum(['no', 'small', 'large'], 'Choose one.'),
})
export type Rental = z.output<typeof Person> & z.output<typeof Time> & z.output<typeof Bicycle>
