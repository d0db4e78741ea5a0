/** Makes an empty bucket on LocalStack, which asks for no signature; an older one of the same name is used again. */
export async function makeBucket(endpoint: string, bucket: string): Promise<void> {
  const response = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  if (!response.ok && response.status !== 409) {
    throw new Error(
      `expected LocalStack to make the bucket ${bucket}, got ${response.status}: ${await response.text()}`,
    );
  }
}
