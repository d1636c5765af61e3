export * from './image/image-layout.ts';
export * from './registry/auth.ts';
export * from './registry/docker-registry.ts';
export * from './registry/faults.ts';
export * from './registry/registry-fake.ts';
export * from './registry/store.ts';
