/*
 * A client that shares nothing with this project: loads a SavedModel with TensorFlow's C interface,
 * feeds files, and prints one output's numbers, exactly, one a line.
 *
 *   client MODEL OUTPUT INPUT...
 *
 *   OUTPUT   the output's tensor, such as serving/probabilities:0
 *   INPUT    TENSOR=float:D0xD1x...:FILE         one file of float32 in the machine's byte order
 *            TENSOR=string:FILE,FILE,...         a vector; an empty name is an empty string
 */
#include "tensorflow_c_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_RANK = 8, MAX_INPUTS = 16 };

static void fail(const char *what, const char *which) {
  fprintf(stderr, "client: %s: %s\n", what, which);
  exit(1);
}

static void check(TF_Status *status, const char *what) {
  if (TF_GetCode(status) != TF_OK) {
    fail(what, TF_Message(status));
  }
}

static void *allocate(size_t bytes) {
  void *memory = malloc(bytes == 0 ? 1 : bytes);
  if (memory == NULL) {
    fail("out of memory", "");
  }
  return memory;
}

/* Returns a file's bytes, which the caller frees. */
static char *read_file(const char *name, size_t *bytes) {
  FILE *file = fopen(name, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
    fail("cannot read", name);
  }
  long size = ftell(file);
  rewind(file);
  char *content = allocate((size_t)size);
  if (size < 0 || fread(content, 1, (size_t)size, file) != (size_t)size) {
    fail("cannot read", name);
  }
  fclose(file);
  *bytes = (size_t)size;
  return content;
}

/* Finds "name:index", or "name" for index 0, in the graph. */
static TF_Output find(TF_Graph *graph, char *tensor) {
  TF_Output output = {NULL, 0};
  char *colon = strrchr(tensor, ':');
  if (colon != NULL) {
    *colon = '\0';
    output.index = atoi(colon + 1);
  }
  output.oper = TF_GraphOperationByName(graph, tensor);
  if (output.oper == NULL) {
    fail("no such operation", tensor);
  }
  return output;
}

static TF_Tensor *float_tensor(char *shape_and_file) {
  int64_t sizes[MAX_RANK];
  int rank = 0;
  size_t expected = sizeof(float);
  char *next = shape_and_file;
  while (*next != ':') {
    char *end;
    if (rank == MAX_RANK) {
      fail("too many dimensions", shape_and_file);
    }
    sizes[rank] = strtoll(next, &end, 10);
    expected *= (size_t)sizes[rank++];
    if (end == next || (*end != 'x' && *end != ':')) {
      fail("no shape", shape_and_file);
    }
    next = *end == 'x' ? end + 1 : end;
  }
  size_t bytes;
  char *content = read_file(next + 1, &bytes);
  if (bytes != expected) {
    fail("the file has another size than the shape", shape_and_file);
  }
  TF_Tensor *tensor = TF_AllocateTensor(TF_FLOAT, sizes, rank, bytes);
  memcpy(TF_TensorData(tensor), content, bytes);
  free(content);
  return tensor;
}

static TF_Tensor *string_tensor(char *files) {
  int64_t count = 1;
  for (const char *at = files; *at != '\0'; at++) {
    count += *at == ',';
  }
  TF_Tensor *tensor = TF_AllocateTensor(TF_STRING, &count, 1, (size_t)count * sizeof(TF_TString));
  TF_TString *strings = TF_TensorData(tensor);
  for (int64_t i = 0; i < count; i++) {
    char *comma = strchr(files, ',');
    if (comma != NULL) {
      *comma = '\0';
    }
    TF_StringInit(&strings[i]);
    if (*files != '\0') {
      size_t bytes;
      char *content = read_file(files, &bytes);
      TF_StringCopy(&strings[i], content, bytes);
      free(content);
    }
    files = comma == NULL ? files : comma + 1;
  }
  return tensor;
}

static TF_Tensor *tensor_of(char *value) {
  if (strncmp(value, "float:", 6) == 0) {
    return float_tensor(value + 6);
  }
  if (strncmp(value, "string:", 7) == 0) {
    return string_tensor(value + 7);
  }
  fail("neither float: nor string:", value);
  return NULL;
}

static void release(TF_Tensor *tensor) {
  if (TF_TensorType(tensor) == TF_STRING) {
    TF_TString *strings = TF_TensorData(tensor);
    for (int64_t i = 0; i < TF_TensorElementCount(tensor); i++) {
      TF_StringDealloc(&strings[i]);
      TF_StringInit(&strings[i]);
    }
  }
  TF_DeleteTensor(tensor);
}

static void print(TF_Tensor *tensor) {
  if (TF_TensorType(tensor) != TF_FLOAT) {
    fail("the output", "is not float32");
  }
  const float *values = TF_TensorData(tensor);
  for (int64_t i = 0; i < TF_TensorElementCount(tensor); i++) {
    printf("%a\n", values[i]);
  }
}

int main(int count, char **arguments) {
  if (count < 4 || count > 3 + MAX_INPUTS) {
    fail("usage", "client MODEL OUTPUT INPUT...");
  }
  const char *tags[] = {"serve"};
  TF_Status *status = TF_NewStatus();
  TF_Graph *graph = TF_NewGraph();
  TF_SessionOptions *options = TF_NewSessionOptions();
  TF_Session *session = TF_LoadSessionFromSavedModel(options, NULL, arguments[1], tags, 1, graph,
                                                     NULL, status);
  check(status, "loading");

  TF_Output output = find(graph, arguments[2]);
  TF_Output inputs[MAX_INPUTS];
  TF_Tensor *values[MAX_INPUTS];
  int input_count = count - 3;
  for (int i = 0; i < input_count; i++) {
    char *equals = strchr(arguments[3 + i], '=');
    if (equals == NULL) {
      fail("no = in the input", arguments[3 + i]);
    }
    *equals = '\0';
    inputs[i] = find(graph, arguments[3 + i]);
    values[i] = tensor_of(equals + 1);
  }
  TF_Tensor *result = NULL;
  TF_SessionRun(session, NULL, inputs, values, input_count, &output, &result, 1, NULL, 0, NULL,
                status);
  check(status, "running");
  print(result);

  TF_DeleteTensor(result);
  for (int i = 0; i < input_count; i++) {
    release(values[i]);
  }
  TF_CloseSession(session, status);
  check(status, "closing");
  TF_DeleteSession(session, status);
  TF_DeleteSessionOptions(options);
  TF_DeleteGraph(graph);
  TF_DeleteStatus(status);
  return 0;
}
