// Work that the form waits for: files on their way, a paste that is being tidied.
const unfinished = new Set();

export const isUnfinished = () => unfinished.size > 0;

export function track(promise) {
  unfinished.add(promise);
  const done = () => unfinished.delete(promise);
  promise.then(done, done);
  return promise;
}

// What is going on now has ended, one way or the other.
export async function finished() {
  while (unfinished.size) await Promise.allSettled(unfinished);
}
