/*
 * The part of TensorFlow's C interface that client.c uses, declared here because the library comes
 * without its headers. Source: the interface of TensorFlow 2.18, tensorflow/c/c_api.h.
 */
#ifndef MILES_TENSORFLOW_C_API_H
#define MILES_TENSORFLOW_C_API_H

#include <stddef.h>
#include <stdint.h>

typedef struct TF_Status TF_Status;
typedef struct TF_Graph TF_Graph;
typedef struct TF_Session TF_Session;
typedef struct TF_SessionOptions TF_SessionOptions;
typedef struct TF_Operation TF_Operation;
typedef struct TF_Tensor TF_Tensor;
typedef struct TF_Buffer TF_Buffer;

typedef struct {
  TF_Operation *oper;
  int index;
} TF_Output;

/* A string in a tensor: 24 bytes, which only the functions below look into. */
typedef struct {
  uint64_t opaque[3];
} TF_TString;

enum { TF_OK = 0 };
enum { TF_FLOAT = 1, TF_STRING = 7 };

TF_Status *TF_NewStatus(void);
void TF_DeleteStatus(TF_Status *);
int TF_GetCode(const TF_Status *);
const char *TF_Message(const TF_Status *);

TF_Graph *TF_NewGraph(void);
void TF_DeleteGraph(TF_Graph *);
TF_Operation *TF_GraphOperationByName(TF_Graph *, const char *name);

TF_SessionOptions *TF_NewSessionOptions(void);
void TF_DeleteSessionOptions(TF_SessionOptions *);
TF_Session *TF_LoadSessionFromSavedModel(const TF_SessionOptions *, const TF_Buffer *run_options,
                                         const char *folder, const char *const *tags, int tag_count,
                                         TF_Graph *, TF_Buffer *meta_graph, TF_Status *);
void TF_SessionRun(TF_Session *, const TF_Buffer *run_options, const TF_Output *inputs,
                   TF_Tensor *const *input_values, int input_count, const TF_Output *outputs,
                   TF_Tensor **output_values, int output_count, const TF_Operation *const *targets,
                   int target_count, TF_Buffer *run_metadata, TF_Status *);
void TF_CloseSession(TF_Session *, TF_Status *);
void TF_DeleteSession(TF_Session *, TF_Status *);

TF_Tensor *TF_AllocateTensor(int type, const int64_t *sizes, int rank, size_t bytes);
void TF_DeleteTensor(TF_Tensor *);
void *TF_TensorData(const TF_Tensor *);
int TF_TensorType(const TF_Tensor *);
int64_t TF_TensorElementCount(const TF_Tensor *);

void TF_StringInit(TF_TString *);
void TF_StringCopy(TF_TString *to, const char *from, size_t bytes);
void TF_StringDealloc(TF_TString *);

#endif
