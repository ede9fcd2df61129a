// Stands for a box office somewhere else.
export const reserve = async (): Promise<number> => 1 + Math.floor(Math.random() * 200)
export const release = async (seat: number): Promise<string> => ` Seat ${seat} is free again.`
