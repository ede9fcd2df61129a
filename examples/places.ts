// Places within places. Stands for whatever has levels: folders, departments, a catalogue.
interface Places {
  readonly [name: string]: Places
}

const WORLD: Places = {
  Africa: {
    Egypt: { Alexandria: {}, Cairo: {}, Luxor: {} },
    Ghana: { Accra: {}, Kumasi: {} },
    Kenya: { Kisumu: {}, Mombasa: {}, Nairobi: {} },
  },
  America: {
    Canada: { Halifax: {}, Montreal: {}, Vancouver: {} },
    Mexico: { Mérida: {}, Oaxaca: {}, Puebla: {} },
    Peru: { Arequipa: {}, Cusco: {}, Lima: {} },
  },
  Asia: {
    India: { Chennai: {}, Jaipur: {}, Mumbai: {} },
    Japan: { Kyoto: {}, Osaka: {}, Sapporo: {} },
    Vietnam: { Hanoi: {}, Huế: {} },
  },
  Europe: {
    Greece: { Athens: {}, Patras: {} },
    Norway: { Bergen: {}, Oslo: {}, Tromsø: {} },
    Portugal: { Coimbra: {}, Lisbon: {}, Porto: {} },
  },
}

/** What is directly in a place, in alphabetical order; nothing in a city, or where there is no such place. */
export function placesIn(path: readonly string[]): readonly string[] {
  let at: Places | undefined = WORLD
  for (const name of path) at = at && Object.hasOwn(at, name) ? at[name] : undefined
  return Object.keys(at ?? {})
}
