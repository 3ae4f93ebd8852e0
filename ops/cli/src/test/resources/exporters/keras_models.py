"""Models by Keras' own exporter and by tf2onnx: rows before channels (NHWC), any batch size."""
import os

os.environ |= {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "KERAS_BACKEND": "tensorflow"}
import keras
import numpy as np
import tensorflow as tf
import tf2onnx
from keras import layers

import fixture
import pictures

keras.utils.set_random_seed(10)
tf.config.experimental.enable_op_determinism()
tf.config.threading.set_intra_op_parallelism_threads(1)
VERSION = f"Keras {keras.__version__} on TensorFlow {tf.__version__}"
SIZE = 32
TENSORFLOW = {"layout": "nhwc", "color": "rgb", "width": SIZE, "height": SIZE, "resize": "squash", "interpolation": "bilinear",
              "antialias": False, "library": f"tf.image.resize of TensorFlow {tf.__version__}, not rounded to whole levels",
              "scale": 1.0, "mean": [0.0] * 3, "std": [1.0] * 3}
PILLOW = TENSORFLOW | {"antialias": True, "library": "keras.utils.load_img(…, interpolation=\"bilinear\"), that is Pillow 13.0.0"}


def dataset(picture):
    """As keras.utils.image_dataset_from_directory scales."""
    return tf.image.resize(np.asarray(picture), (SIZE, SIZE)).numpy()


def loaded(factor, offset=0.0):
    """As keras.utils.load_img scales, and then times factor plus offset."""
    return lambda picture: (np.asarray(picture.resize((SIZE, SIZE), 2), np.float32) * np.float32(factor) + np.float32(offset))


def net(head, before=()):
    return keras.Sequential([
        keras.Input((SIZE, SIZE, 3), name="photo"), *before,
        layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"), layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2D(24, 3, padding="same", activation="relu"), layers.GlobalAveragePooling2D(), head])


def trained(model, prepare, loss, target=lambda number: number, epochs=60):
    made = [(prepare(picture), number) for picture, number in pictures.training()]
    x, y = np.stack([t for t, _ in made]), target(np.array([n for _, n in made]))
    model.compile(keras.optimizers.Adam(0.005), loss)
    print("loss after training", round(model.fit(x, y, batch_size=64, epochs=epochs, verbose=0).history["loss"][-1], 3))
    return model


def answers(model, prepare, made):
    tensors = {name: prepare(picture)[None] for name, picture in fixture.samples(made).items()}
    return tensors, {name: np.asarray(model(tensor, training=False)) for name, tensor in tensors.items()}


def soft(from_logits):
    """Soft targets, so that no answer is at 0 or 1."""
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits, label_smoothing=0.15)


def one_hot(number):
    return keras.utils.to_categorical(number, 4)


def rescaling():
    made = fixture.folder("keras")
    model = trained(net(layers.Dense(4, activation="softmax"), [layers.Rescaling(1 / 255)]), dataset, soft(False), one_hot)
    tensors, ran = answers(model, dataset, made)
    model.export(made / "model.onnx", format="onnx", verbose=False)
    fixture.write(made, f"{VERSION}, model.export(file, format=\"onnx\")", tensors, ran, input=TENSORFLOW, output={"scores": "probabilities"},
                  labels=pictures.PATTERNS, probabilities={n: r.ravel() for n, r in ran.items()},
                  note="Rescaling and softmax inside, so it wants 0 to 255.")


def logits():
    made = fixture.folder("keras-logits")
    prepare = loaded(1 / 255)
    model = trained(net(layers.Dense(4)), prepare, soft(True), one_hot)
    tensors, ran = answers(model, prepare, made)
    model.export(made / "model.onnx", format="onnx", verbose=False)
    fixture.write(made, f"{VERSION}, model.export(file, format=\"onnx\")", tensors, ran, input=PILLOW | {"scale": 1 / 255},
                  output={"scores": "logits"}, labels=pictures.PATTERNS,
                  probabilities={n: fixture.softmax(r.astype(np.float64)).ravel() for n, r in ran.items()},
                  note="Neither Rescaling nor softmax inside: it wants 0 to 1 and answers logits.")


def binary():
    made = fixture.folder("keras-binary")
    model = trained(net(layers.Dense(1, activation="sigmoid"), [layers.Rescaling(1 / 127.5, offset=-1)]), dataset,
                    keras.losses.BinaryCrossentropy(label_smoothing=0.15), lambda number: (number % 2).astype(np.float32)[:, None])
    tensors, ran = answers(model, dataset, made)
    model.export(made / "model.onnx", format="onnx", verbose=False)
    fixture.write(made, f"{VERSION}, model.export(file, format=\"onnx\")", tensors, ran, input=TENSORFLOW,
                  output={"scores": "sigmoid"}, labels=["straight", "round"],
                  probabilities={n: [1 - float(r[0, 0]), float(r[0, 0])] for n, r in ran.items()},
                  note="Two classes, one number [N,1]: the probability of the second label. Rescaling to -1 to 1 inside.")


def function():
    made = fixture.folder("tf2onnx")
    prepare = loaded(1 / 127.5, -1)
    model = trained(net(layers.Dense(4, activation="softmax")), prepare, soft(False), one_hot)
    tensors, ran = answers(model, prepare, made)
    serve = tf.function(lambda image: {"scores": model(image, training=False)},
                        input_signature=[tf.TensorSpec((None, SIZE, SIZE, 3), tf.float32, name="image")])
    tf2onnx.convert.from_function(serve, serve.input_signature, opset=15, output_path=str(made / "model.onnx"))
    fixture.write(made, f"tf2onnx {tf2onnx.__version__}, convert.from_function, of {VERSION}", tensors, ran,
                  input=PILLOW | {"scale": 1 / 127.5, "mean": [1.0] * 3}, output={"scores": "probabilities"}, labels=pictures.PATTERNS,
                  probabilities={n: r.ravel() for n, r in ran.items()}, note="It wants -1 to 1, as Keras' MobileNets do: value / 127.5 - 1.")


def main():
    rescaling()
    logits()
    binary()
    function()


if __name__ == "__main__":
    main()
