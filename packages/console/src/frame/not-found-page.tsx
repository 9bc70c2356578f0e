/** For addresses that the console does not have. */
import { Anchor, Center, Stack, Text, Title } from '@mantine/core';

export function NotFoundPage() {
  return (
    <Center component="main" p="xl">
      <Stack align="center" gap="xs">
        <Title order={1} size="h3">
          There is no such page
        </Title>
        <Text>
          The address may be cut off. <Anchor href="/">Go to the chats</Anchor>.
        </Text>
      </Stack>
    </Center>
  );
}
